// Made by simulator/generate.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract } from "./contract.ts";

/** What the document declares for each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = {
  "user_account/get": {
    "method": "GET",
    "path": "/user_account",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "linked_business_accounts/get": {
    "method": "GET",
    "path": "/user_account/businesses",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": []
  },
  "followers/list": {
    "method": "GET",
    "path": "/user_account/followers",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "ads_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "user_following/get": {
    "method": "GET",
    "path": "/user_account/following",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      },
      {
        "name": "feed_type",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "RANKED",
            "CREATOR_ONLY",
            "RANKED_CREATOR_ONLY"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "explicit_following",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": false
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "boards_user_follows/list": {
    "method": "GET",
    "path": "/user_account/following/boards",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      },
      {
        "name": "explicit_following",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": false
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "user_account/followed_interests": {
    "method": "GET",
    "path": "/users/{username}/interests/follow",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "username",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "(?!^\\d+$)^.+$"
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "user_websites/get": {
    "method": "GET",
    "path": "/user_account/websites",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "media/list": {
    "method": "GET",
    "path": "/media",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "pins:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "ad_accounts/list": {
    "method": "GET",
    "path": "/ad_accounts",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "ads:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "ads:read"
        ]
      }
    ],
    "category": "ads_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "include_shared_accounts",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": true
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "ad_accounts/get": {
    "method": "GET",
    "path": "/ad_accounts/{ad_account_id}",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "ads:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "ads:read"
        ]
      }
    ],
    "category": "ads_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "ad_account_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "boards/list": {
    "method": "GET",
    "path": "/boards",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "privacy",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "PUBLIC",
            "PROTECTED",
            "SECRET",
            "PUBLIC_AND_SECRET"
          ]
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "boards/get": {
    "method": "GET",
    "path": "/boards/{board_id}",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "board_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$"
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "board_sections/list": {
    "method": "GET",
    "path": "/boards/{board_id}/sections",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "board_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$"
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "boards/list_pins": {
    "method": "GET",
    "path": "/boards/{board_id}/pins",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "board_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$"
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      },
      {
        "name": "creative_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "REGULAR",
              "VIDEO",
              "SHOPPING",
              "CAROUSEL",
              "MAX_VIDEO",
              "SHOP_THE_PIN",
              "COLLECTION",
              "IDEA",
              "SHOWCASE",
              "QUIZ",
              "COLLAGE",
              "MAX_WIDTH_REGULAR_COLLECTION",
              "MAX_WIDTH_VIDEO_COLLECTION"
            ]
          }
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "pin_metrics",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": false
        }
      }
    ]
  },
  "board_sections/list_pins": {
    "method": "GET",
    "path": "/boards/{board_id}/sections/{section_id}/pins",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "board_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$"
        }
      },
      {
        "name": "section_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$"
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "pins/list": {
    "method": "GET",
    "path": "/pins",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "pin_filter",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "exclude_native",
            "exclude_repins",
            "has_been_promoted"
          ]
        }
      },
      {
        "name": "pin_metrics",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": false
        }
      },
      {
        "name": "include_protected_pins",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": false
        }
      },
      {
        "name": "pin_type",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "PRIVATE"
          ]
        }
      },
      {
        "name": "creative_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "REGULAR",
              "VIDEO",
              "SHOPPING",
              "CAROUSEL",
              "MAX_VIDEO",
              "SHOP_THE_PIN",
              "COLLECTION",
              "IDEA",
              "SHOWCASE",
              "QUIZ",
              "COLLAGE",
              "MAX_WIDTH_REGULAR_COLLECTION",
              "MAX_WIDTH_VIDEO_COLLECTION"
            ]
          }
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      }
    ]
  },
  "pins/get": {
    "method": "GET",
    "path": "/pins/{pin_id}",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": [
      {
        "name": "pin_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$"
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "pin_metrics",
        "in": "query",
        "required": false,
        "schema": {
          "type": "boolean",
          "default": false
        }
      }
    ]
  },
  "search_user_boards/get": {
    "method": "GET",
    "path": "/search/boards",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "boards:read_secret"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "boards:read_secret"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "page_size",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 250,
          "default": 25
        }
      },
      {
        "name": "query",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      }
    ]
  },
  "search_user_pins/list": {
    "method": "GET",
    "path": "/search/pins",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "boards:read_secret",
          "pins:read",
          "pins:read_secret"
        ]
      }
    ],
    "category": "org_read",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      },
      {
        "name": "query",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "bookmark",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string"
        }
      }
    ]
  },
  "user_account/analytics": {
    "method": "GET",
    "path": "/user_account/analytics",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_analytics",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "start_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "end_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "from_claimed_content",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "OTHER",
            "CLAIMED",
            "BOTH"
          ],
          "default": "BOTH"
        }
      },
      {
        "name": "pin_format",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "ORGANIC_IMAGE",
            "ORGANIC_PRODUCT",
            "ORGANIC_VIDEO",
            "ADS_STANDARD",
            "ADS_PRODUCT",
            "ADS_VIDEO",
            "ADS_IDEA"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "app_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "MOBILE",
            "TABLET",
            "WEB"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "content_type",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "PAID",
            "ORGANIC"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "source",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "YOUR_PINS",
            "OTHER_PINS"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "metric_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "ENGAGEMENT",
              "ENGAGEMENT_RATE",
              "IMPRESSION",
              "OUTBOUND_CLICK",
              "OUTBOUND_CLICK_RATE",
              "PIN_CLICK",
              "PIN_CLICK_RATE",
              "SAVE",
              "SAVE_RATE"
            ]
          }
        }
      },
      {
        "name": "split_field",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "NO_SPLIT",
            "APP_TYPE",
            "OWNED_CONTENT",
            "SOURCE",
            "PIN_FORMAT"
          ],
          "default": "NO_SPLIT"
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "user_account/analytics/top_pins": {
    "method": "GET",
    "path": "/user_account/analytics/top_pins",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "pins:read",
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "pins:read",
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_analytics",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "start_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "end_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "sort_by",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "enum": [
            "ENGAGEMENT",
            "IMPRESSION",
            "OUTBOUND_CLICK",
            "PIN_CLICK",
            "SAVE"
          ]
        }
      },
      {
        "name": "from_claimed_content",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "OTHER",
            "CLAIMED",
            "BOTH"
          ],
          "default": "BOTH"
        }
      },
      {
        "name": "pin_format",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "ORGANIC_IMAGE",
            "ORGANIC_PRODUCT",
            "ORGANIC_VIDEO",
            "ADS_STANDARD",
            "ADS_PRODUCT",
            "ADS_VIDEO",
            "ADS_IDEA"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "app_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "MOBILE",
            "TABLET",
            "WEB"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "content_type",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "PAID",
            "ORGANIC"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "source",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "YOUR_PINS",
            "OTHER_PINS"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "metric_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "ENGAGEMENT",
              "ENGAGEMENT_RATE",
              "IMPRESSION",
              "OUTBOUND_CLICK",
              "OUTBOUND_CLICK_RATE",
              "PIN_CLICK",
              "PIN_CLICK_RATE",
              "SAVE",
              "SAVE_RATE"
            ]
          }
        }
      },
      {
        "name": "num_of_pins",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 50,
          "default": 10
        }
      },
      {
        "name": "created_in_last_n_days",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "enum": [
            30
          ]
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "user_account/analytics/top_video_pins": {
    "method": "GET",
    "path": "/user_account/analytics/top_video_pins",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "pins:read",
          "user_accounts:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "pins:read",
          "user_accounts:read"
        ]
      }
    ],
    "category": "org_analytics",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "start_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "end_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "sort_by",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "enum": [
            "IMPRESSION",
            "SAVE",
            "OUTBOUND_CLICK",
            "VIDEO_MRC_VIEW",
            "VIDEO_AVG_WATCH_TIME",
            "VIDEO_V50_WATCH_TIME",
            "QUARTILE_95_PERCENT_VIEW",
            "VIDEO_10S_VIEW",
            "VIDEO_START"
          ]
        }
      },
      {
        "name": "from_claimed_content",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "OTHER",
            "CLAIMED",
            "BOTH"
          ],
          "default": "BOTH"
        }
      },
      {
        "name": "pin_format",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "ORGANIC_IMAGE",
            "ORGANIC_PRODUCT",
            "ORGANIC_VIDEO",
            "ADS_STANDARD",
            "ADS_PRODUCT",
            "ADS_VIDEO",
            "ADS_IDEA"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "app_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "MOBILE",
            "TABLET",
            "WEB"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "content_type",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "PAID",
            "ORGANIC"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "source",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "YOUR_PINS",
            "OTHER_PINS"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "metric_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "IMPRESSION",
              "SAVE",
              "VIDEO_MRC_VIEW",
              "VIDEO_AVG_WATCH_TIME",
              "VIDEO_V50_WATCH_TIME",
              "QUARTILE_95_PERCENT_VIEW",
              "VIDEO_10S_VIEW",
              "VIDEO_START",
              "OUTBOUND_CLICK"
            ]
          }
        }
      },
      {
        "name": "num_of_pins",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 50,
          "default": 10
        }
      },
      {
        "name": "created_in_last_n_days",
        "in": "query",
        "required": false,
        "schema": {
          "type": "integer",
          "enum": [
            30
          ]
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "pins/analytics": {
    "method": "GET",
    "path": "/pins/{pin_id}/analytics",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      }
    ],
    "category": "org_analytics",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "pin_id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string"
        }
      },
      {
        "name": "start_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "end_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "app_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "MOBILE",
            "TABLET",
            "WEB"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "metric_types",
        "in": "query",
        "required": true,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "IMPRESSION",
              "OUTBOUND_CLICK",
              "PIN_CLICK",
              "SAVE",
              "SAVE_RATE",
              "TOTAL_COMMENTS",
              "TOTAL_REACTIONS",
              "USER_FOLLOW",
              "PROFILE_VISIT",
              "VIDEO_MRC_VIEW",
              "VIDEO_10S_VIEW",
              "QUARTILE_95_PERCENT_VIEW",
              "VIDEO_V50_WATCH_TIME",
              "VIDEO_START",
              "VIDEO_AVG_WATCH_TIME"
            ]
          }
        }
      },
      {
        "name": "split_field",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "NO_SPLIT",
            "APP_TYPE"
          ],
          "default": "NO_SPLIT"
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "multi_pins/analytics": {
    "method": "GET",
    "path": "/pins/analytics",
    "security": [
      {
        "scheme": "pinterest_oauth2",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      },
      {
        "scheme": "client_credentials",
        "scopes": [
          "boards:read",
          "pins:read"
        ]
      }
    ],
    "category": "org_analytics",
    "sandbox": "disabled",
    "parameters": [
      {
        "name": "pin_ids",
        "in": "query",
        "required": true,
        "schema": {
          "type": "array",
          "minItems": 1,
          "maxItems": 100,
          "items": {
            "type": "string",
            "pattern": "^\\d+$"
          }
        }
      },
      {
        "name": "start_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "end_date",
        "in": "query",
        "required": true,
        "schema": {
          "type": "string",
          "format": "date"
        }
      },
      {
        "name": "app_types",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "enum": [
            "ALL",
            "MOBILE",
            "TABLET",
            "WEB"
          ],
          "default": "ALL"
        }
      },
      {
        "name": "metric_types",
        "in": "query",
        "required": true,
        "schema": {
          "type": "array",
          "items": {
            "type": "string",
            "enum": [
              "IMPRESSION",
              "OUTBOUND_CLICK",
              "PIN_CLICK",
              "SAVE",
              "SAVE_RATE",
              "TOTAL_COMMENTS",
              "TOTAL_REACTIONS",
              "USER_FOLLOW",
              "PROFILE_VISIT",
              "VIDEO_MRC_VIEW",
              "VIDEO_10S_VIEW",
              "QUARTILE_95_PERCENT_VIEW",
              "VIDEO_V50_WATCH_TIME",
              "VIDEO_START",
              "VIDEO_AVG_WATCH_TIME"
            ]
          }
        }
      },
      {
        "name": "ad_account_id",
        "in": "query",
        "required": false,
        "schema": {
          "type": "string",
          "pattern": "^\\d+$",
          "maxLength": 18
        }
      }
    ]
  },
  "oauth/token": {
    "method": "POST",
    "path": "/oauth/token",
    "security": [
      {
        "scheme": "basic",
        "scopes": []
      }
    ],
    "category": "org_read",
    "sandbox": "enabled",
    "parameters": []
  }
};
